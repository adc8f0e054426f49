// The desk works without this file. What it adds: keys, and counterparts that light up together.
"use strict";
