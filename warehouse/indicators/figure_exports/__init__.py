"""Figures in the layouts that others ask for: GLOTIP, SDG, IC-TIP, HTCDS; as csv, xlsx, SDMX-CSV.

Everything is read from ``indicator.figure``: what disclosure control hid is not there to be told.
Enter by ``data_package.write_packages``.
"""
