"""What visitors ask that the assistant has no good answer to: kept without telling who asked, and read by an editor.

A turn (`turn`) is judged, its text masked (`masking`), and kept for some days beside counts of what is asked (`log`).
For the editor, what is alike is put together (`grouping`), with lines to paste (`proposing`), on one page (`page`).
"""
