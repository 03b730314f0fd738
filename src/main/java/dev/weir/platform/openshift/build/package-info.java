/**
 * Build configs and builds (controllers-and-access.md 3): what starts a build, what one is, whose
 * turn it is, and how whoever builds reports. Weir runs no builder.
 */
@NullMarked
package dev.weir.platform.openshift.build;

import org.jspecify.annotations.NullMarked;
