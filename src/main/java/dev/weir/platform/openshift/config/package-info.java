/**
 * What deployment configs and build configs have in common: references to tags, and subresources
 * that nobody serves.
 */
@NullMarked
package dev.weir.platform.openshift.config;

import org.jspecify.annotations.NullMarked;
