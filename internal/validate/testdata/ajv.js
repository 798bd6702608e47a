// Reads {schemas: {name: schema}, documents: [{schema, text}]} and writes
// {complaints, verdicts}: what ajv's strict mode says about the schemas, and for
// every document why YAML 1.2 cannot read it or why ajv refuses it.
const Ajv = require("ajv");
const formats = require("ajv-formats");
const YAML = require("yaml");

// Keywords for editors, and our own. Nothing is validated by them.
const vocabulary = ["defaultSnippets", "enumDescriptions", "markdownDescription", "patternErrorMessage", "x-rule"];

const { schemas, documents } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const complaints = [];
const compiled = {};
for (const [name, schema] of Object.entries(schemas)) {
  const complain = (message) => complaints.push(`${name}: ${message}`);
  const ajv = new Ajv({ strict: true, logger: { log: complain, warn: complain, error: complain } });
  formats(ajv);
  ajv.addVocabulary(vocabulary);
  try {
    compiled[name] = ajv.compile(schema);
  } catch (err) {
    complain(err.message);
  }
}
const verdicts = documents.map(({ schema, text }) => {
  const validate = compiled[schema];
  if (!validate) {
    return {};
  }
  const document = YAML.parseDocument(text, { version: "1.2", logLevel: "silent" });
  if (document.errors.length > 0) {
    return { unread: document.errors[0].message };
  }
  let value;
  try {
    value = document.toJS();
  } catch (err) {
    return { unread: err.message };
  }
  return validate(value) ? {} : { refused: JSON.stringify(validate.errors[0]) };
});
process.stdout.write(JSON.stringify({ complaints, verdicts }));
