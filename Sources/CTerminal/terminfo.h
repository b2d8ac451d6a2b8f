#pragma once

/* The compiled terminfo entry `name` without the capabilities indn, rin and rep, as a value for TERMINFO (`hex:...`),
   to be freed; NULL where the entry is not found. After setupterm only.

   Curses then scrolls by index, insert and delete, and repeats a character by sending it: several terminal emulators
   know SU, SD and REP badly or not at all, whatever their entry says. */
char *ct_widely_known_entry(const char *name);
