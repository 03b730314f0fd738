/** When something is looked at: rules of time, which know no tag and no registry. */
@NullMarked
package dev.weir.importing.schedule.pace;

import org.jspecify.annotations.NullMarked;
