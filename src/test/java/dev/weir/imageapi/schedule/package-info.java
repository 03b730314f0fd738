@NullMarked
package dev.weir.imageapi.schedule;

import org.jspecify.annotations.NullMarked;
