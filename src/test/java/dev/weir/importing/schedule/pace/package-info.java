@NullMarked
package dev.weir.importing.schedule.pace;

import org.jspecify.annotations.NullMarked;
