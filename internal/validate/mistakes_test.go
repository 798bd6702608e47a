package validate

import "testing"

func TestMistakes(t *testing.T) {
	all := Mistakes()
	if len(all) != 85 {
		t.Errorf("got %d mistakes, want 85", len(all))
	}
	for i, m := range all {
		if m.Number != i+1 {
			t.Errorf("mistake at index %d has number %d, want %d", i, m.Number, i+1)
		}
		if m.What == "" {
			t.Errorf("mistake %d says nothing", m.Number)
		}
		if (len(m.Rules) > 0) == (m.Left != "") {
			t.Errorf("mistake %d: want rules or a reason why it is left, exactly one; got rules %q and %q", m.Number, m.Rules, m.Left)
		}
		for _, id := range m.Rules {
			if FindRule(id) == nil {
				t.Errorf("mistake %d names rule %q, which does not exist", m.Number, id)
			}
		}
	}
}
