"""The authors' tools: proof of the checks, reference runs, figures, dashboards."""
