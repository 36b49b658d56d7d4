"""Answers to the exercises of a chapter, and what the verdicts on the wrong ones have to say."""
