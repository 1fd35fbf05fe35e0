/** What is never read of a repository: what tools leave there, and what other calls wrote. */
export const IGNORED = [
  ".git",
  "**/node_modules",
  "**/.venv",
  "**/__pycache__",
  "**/.pytest_cache",
  "**/.mypy_cache",
  ".dagger/sdk",
  "report",
  "report.previous",
  ".report-*",
  ".shipway",
  "test-results",
]
