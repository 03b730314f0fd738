/** What stands in configs and builds of how an image is made, and what a builder may rely on. */
@NullMarked
package dev.weir.platform.openshift.build.recipe;

import org.jspecify.annotations.NullMarked;
