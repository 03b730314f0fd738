/** Templates filled in: objects with parameters become objects. Pure but for what is made up. */
@NullMarked
package dev.weir.resource.template;

import org.jspecify.annotations.NullMarked;
