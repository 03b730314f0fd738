/** Templates, stored and filled in (template.openshift.io/v1). */
@NullMarked
package dev.weir.platform.openshift.template;

import org.jspecify.annotations.NullMarked;
