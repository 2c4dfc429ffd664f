// Turns TeX into MathML. Started once for a build by katex.py, as: node katex_mathml.cjs PATH_OF_KATEX
// In, one JSON list a line:   [[tex, is_display], ...]
// Out, one JSON list a line:  [{"mathml": "<span ...><math>...</math></span>"} or {"error": "..."}, ...]
const katex = require(process.argv[2]);
const readline = require("node:readline");

const options = {
  output: "mathml",
  throwOnError: true,
  // KaTeX knows no metrics for, say, Chinese letters. The browser lays MathML out, so that is no mistake here.
  strict: (code) => (code === "unknownSymbol" ? "ignore" : "error"),
};

function render([tex, displayMode]) {
  try {
    return { mathml: katex.renderToString(tex, { ...options, displayMode }) };
  } catch (error) {
    if (!(error instanceof katex.ParseError)) throw error;
    return { error: error.rawMessage };
  }
}

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => process.stdout.write(JSON.stringify(JSON.parse(line).map(render)) + "\n"));
