// The style sheets of the shadow root, in order.

import base from "./base.css" with { type: "text" };
import confirm from "./confirm.css" with { type: "text" };
import copy from "./copy.css" with { type: "text" };
import explain from "./explain.css" with { type: "text" };
import fixes from "./fixes.css" with { type: "text" };
import frame from "./frame.css" with { type: "text" };
import importing from "./import.css" with { type: "text" };
import parts from "./parts.css" with { type: "text" };
import results from "./results.css" with { type: "text" };
import rules from "./rules.css" with { type: "text" };
import tokens from "./tokens.css" with { type: "text" };

export const styleText = [tokens, base, parts, frame, importing, confirm, fixes, results, explain, copy, rules].join("\n");
