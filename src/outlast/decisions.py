"""The decision schema, its key, and the evidence that goes with it.

One decision is one row: passage × perturbation × draw × filter. A failure is a row whose ``blocked`` is null and
whose ``error`` says why, never a missing row; ``score`` is null where a filter has none. ``stage`` is the member of a
combination that blocked first, ``rule`` the keyword rule or the exemplar that decided; both are null where that means
nothing.

``stage`` is for combinations, which decide from other filters' decisions: the member that settled this one. Where the
combination blocks, it is the member whose block stands; where it lets through what a member would have blocked, the
member whose veto did that; `REVIEW` where a review settled it, either way. It is null where no one member did: for a
filter that judges texts, and for what no member blocks.

Evidence is a table of its own on the same key, one row for each stretch of text that speaks for or near a decision:

- ``role`` is ``fired`` where the row carried a decision to block, and ``near`` where it is the nearest thing to a hit
  in a text that was let through;
- ``rule`` is a keyword rule's id, a classifier's term, or the id of a semantic filter's exemplar;
- ``start`` and ``end`` are code points in the *rendering*, the text as the filter was given it before it normalised
  anything (for the perturbation ``identity`` that is the passage's own text); both null where a near miss has no
  place (a component that is absent);
- ``via`` are the normalising steps without which the rule would not have fired;
- ``weight`` is what a classifier's term adds to the score on the model's own scale (log-odds or margin; for a model
  that is not linear, what the score loses without the term), shared by the term's places; null for keyword rules;
- ``note`` says in words what a near miss lacks, what a keyword rule that fired is, how near an exemplar is, or that a
  term with a negative weight held the text back.

Rows of one text stand together; among them, those of the rule that decided (`DECISIONS`) need not come first.
"""

from __future__ import annotations

import pyarrow as pa

from outlast.tables import TableKind

KEY = ("passage_id", "perturbation", "draw", "filter")

RENDERING = KEY[:3]
"""The columns that name one rendering: the decision's key but for its filter."""

REVIEW = "review"
"""The stage of a decision that was too close to call and went to review; no filter can be called so."""

_KEY_FIELDS = [
    pa.field("passage_id", pa.string(), nullable=False),
    pa.field("perturbation", pa.string(), nullable=False),
    pa.field("draw", pa.int32(), nullable=False),
    pa.field("filter", pa.string(), nullable=False),
]

DECISIONS = TableKind(
    "decisions",
    pa.schema(
        [
            *_KEY_FIELDS,
            pa.field("blocked", pa.bool_()),
            pa.field("score", pa.float64()),
            pa.field("stage", pa.string()),
            pa.field("rule", pa.string()),
            pa.field("error", pa.string()),
        ]
    ),
    key=KEY,
)

EVIDENCE_COLUMNS = pa.schema(
    [
        pa.field("role", pa.string(), nullable=False),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("start", pa.int32()),
        pa.field("end", pa.int32()),
        pa.field("via", pa.list_(pa.string()), nullable=False),
        pa.field("weight", pa.float64()),
        pa.field("note", pa.string()),
    ]
)

EVIDENCE = TableKind("evidence", pa.schema([*_KEY_FIELDS, *EVIDENCE_COLUMNS]))

EDIT = pa.struct(
    [
        pa.field("start", pa.int32()),
        pa.field("end", pa.int32()),
        pa.field("replacement", pa.string()),
    ]
)

RENDERINGS = TableKind(
    "renderings",
    pa.schema(
        [
            pa.field("passage_id", pa.string(), nullable=False),
            pa.field("perturbation", pa.string(), nullable=False),
            pa.field("draw", pa.int32(), nullable=False),
            pa.field("language", pa.string(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
            pa.field("edits", pa.list_(EDIT), nullable=False),
        ]
    ),
    key=("passage_id", "perturbation", "draw"),
)
"""A passage as one perturbation wrote it; ``edits`` are code points in the passage's own text, in order."""
