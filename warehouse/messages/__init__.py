"""The catalogue of sentences: one YAML page per step, each key in French and in English."""
