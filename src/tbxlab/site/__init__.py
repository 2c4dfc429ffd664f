"""What the site needs beyond mkdocs-material: formulas, rendered to MathML when the site is built."""
