#pragma once

/* The compiled terminfo entry `name` without the capabilities indn and rin, as a value for TERMINFO (`hex:...`), to
   be freed; NULL where the entry is not found. After setupterm only.

   Curses then scrolls by index, insert and delete: several terminal emulators know SU and SD badly or not at all. */
char *ct_entry_without_region_scroll(const char *name);
