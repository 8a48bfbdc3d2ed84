"""Sixty pairs of demonstration entries, judged by hand: is it the same problem?"""

SAME_PROBLEM = [
    # The twelve problems that three sectors tell each.
    ("aanmaning-testen", "huurbrief-aan-tafel"),
    ("aanmaning-testen", "power-cut-cards"),
    ("huurbrief-aan-tafel", "power-cut-cards"),
    ("alarm-energy", "alarm-health"),
    ("alarm-energy", "alarm-industry"),
    ("alarm-health", "alarm-industry"),
    ("bijstand-selectie", "dropout-reasons"),
    ("bijstand-selectie", "reading-machine"),
    ("dropout-reasons", "reading-machine"),
    ("door-education", "door-finance"),
    ("door-education", "door-government"),
    ("door-finance", "door-government"),
    ("legacy-finance", "legacy-industry"),
    ("legacy-finance", "legacy-water"),
    ("legacy-industry", "legacy-water"),
    ("legal-education", "legal-energy"),
    ("legal-education", "legal-government"),
    ("legal-energy", "legal-government"),
    ("lockin-culture", "lockin-mobility"),
    ("lockin-culture", "lockin-water"),
    ("lockin-mobility", "lockin-water"),
    ("loods-ventilator", "mill-repair-notes"),
    ("loods-ventilator", "pump-current"),
    ("mill-repair-notes", "pump-current"),
    ("noodmap-treindienst", "reserve-meldkamer"),
    ("noodmap-treindienst", "ward-on-paper"),
    ("reserve-meldkamer", "ward-on-paper"),
    ("passwords-health", "phishing-agriculture"),
    ("passwords-health", "phishing-finance"),
    ("phishing-agriculture", "phishing-finance"),
    ("rosters-agriculture", "rosters-health"),
    ("rosters-agriculture", "rosters-mobility"),
    ("rosters-health", "rosters-mobility"),
    ("twice-agriculture", "twice-housing"),
    ("twice-agriculture", "twice-safety"),
    ("twice-housing", "twice-safety"),
    # Not written as such, and the same all the same.
    ("monteur-kijkt-mee", "wound-by-video"),  # an expert looks along from afar
    ("supplier-door-industry", "night-access"),  # suppliers who can always get in
    ("half-hour-safety", "say-what-to-do"),  # what to tell people while you know little
    ("spare-transformer-industry", "supplier-underneath"),  # depending on what you do not see
    ("laundry-helper-housing", "student-helpdesk"),  # help with computers where people are
    ("drone-feed-safety", "nine-days-open"),  # something private stood open for all
]

# Many of these carry a theme in common: that alone does not make it one problem.
ANOTHER_PROBLEM = [
    ("alarm-health", "huurbrief-aan-tafel"),
    ("alarm-energy", "shoebox-culture"),
    ("rosters-mobility", "phishing-finance"),
    ("alarm-industry", "find-the-pump"),
    ("door-education", "dropout-reasons"),
    ("shoebox-culture", "grid-queue"),
    ("no-signal-app", "three-numbers-industry"),
    ("passwords-health", "orphan-certificates"),
    ("police-registers-culture", "legal-energy"),
    ("blind-tester", "lockin-mobility"),
    ("rosters-agriculture", "photo-before-sand"),
    ("driver-camera", "reading-machine"),
    ("legacy-finance", "find-the-pump"),
    ("student-helpdesk", "no-signal-app"),
    ("pump-current", "alarm-industry"),
    ("bike-count", "rosters-health"),
    ("proefweek-bestek", "find-the-pump"),
    ("pharmacy-door", "legacy-industry"),
]
