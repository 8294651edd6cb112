"""What one run did, on one page and as data."""

from operations.report.facts import Report, ReportError, read_report
from operations.report.page import page
from operations.report.write import write_report

__all__ = ["Report", "ReportError", "page", "read_report", "write_report"]
