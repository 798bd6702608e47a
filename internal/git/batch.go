package git

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// missingError is an object that the repository does not have.
type missingError struct{ id string }

func (e *missingError) Error() string { return "object " + e.id + " is missing" }

func isMissing(err error) bool {
	var missing *missingError
	return errors.As(err, &missing)
}

// parseSizes reads what cat-file --batch-check writes for the ids of files, in
// their order: "id SP type SP size LF", or "id SP missing LF".
func parseSizes(out []byte, ids []string) (map[string]int, error) {
	sizes := make(map[string]int, len(ids))
	for _, id := range ids {
		line, rest, ok := bytes.Cut(out, []byte("\n"))
		if !ok {
			return nil, fmt.Errorf("the output ends before object %s", id)
		}
		size, err := parseHeader(line, id)
		if err != nil {
			return nil, err
		}
		sizes[id], out = size, rest
	}
	if len(out) > 0 {
		return nil, fmt.Errorf("unexpected output %.100q after the last object", out)
	}
	return sizes, nil
}

// parseHeader returns the size of the file that a line tells about.
func parseHeader(line []byte, id string) (int, error) {
	fields := strings.Split(string(line), " ")
	if fields[0] != id {
		return 0, fmt.Errorf("unexpected output %.100q for object %s", line, id)
	}
	if len(fields) == 2 && fields[1] == "missing" {
		return 0, &missingError{id}
	}
	if len(fields) != 3 || fields[1] != "blob" {
		return 0, fmt.Errorf("unexpected output %.100q for object %s", line, id)
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil || size < 0 {
		return 0, fmt.Errorf("unexpected size in %.100q", line)
	}
	return size, nil
}

// parseBatch reads what cat-file --batch writes for the ids, in their order:
// a header, "id SP type SP size LF", the content, and a LF. An object that is
// not there has a header "id SP missing LF" and nothing after it. The contents
// share the memory of out.
func parseBatch(out []byte, ids []string) (map[string][]byte, error) {
	blobs := make(map[string][]byte, len(ids))
	for _, id := range ids {
		header, rest, ok := bytes.Cut(out, []byte("\n"))
		if !ok {
			return nil, fmt.Errorf("the output ends before object %s", id)
		}
		size, err := parseHeader(header, id)
		if err != nil {
			return nil, err
		}
		if size >= len(rest) {
			return nil, fmt.Errorf("the output ends inside object %s", id)
		}
		if rest[size] != '\n' {
			return nil, fmt.Errorf("object %s is longer than its announced size %d", id, size)
		}
		blobs[id], out = rest[:size:size], rest[size+1:]
	}
	if len(out) > 0 {
		return nil, fmt.Errorf("unexpected output %.100q after the last object", out)
	}
	return blobs, nil
}
