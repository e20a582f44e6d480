"""What rules look for: one generator function a file, named by the rule file that uses it."""
