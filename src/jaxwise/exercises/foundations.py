"""Checks of the exercises in the chapters on practice."""

EXERCISES = ()
