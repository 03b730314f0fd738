/** What the API says about itself: groups, versions and resources, plain and aggregated. */
@NullMarked
package dev.weir.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
