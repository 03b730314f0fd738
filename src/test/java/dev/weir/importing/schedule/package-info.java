@NullMarked
package dev.weir.importing.schedule;

import org.jspecify.annotations.NullMarked;
