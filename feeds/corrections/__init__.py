"""The workbook that goes back to who uploaded a file with faults: the refused rows, ready to correct."""
