/** Users and groups (user.openshift.io/v1). */
@NullMarked
package dev.weir.platform.user;

import org.jspecify.annotations.NullMarked;
