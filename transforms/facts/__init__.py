"""One row a real event from its many tellings, and what its tellers claim, agree and disagree on: `reconcile` does it all."""
