/**
 * Who owns whom: objects go when all their owners have gone, before them, or not at all, as the
 * delete of the owner said (Kubernetes, "Owners and Dependents"). One loop follows the store's log
 * and reads the state afresh before it acts.
 */
@NullMarked
package dev.weir.platform.ownership;

import org.jspecify.annotations.NullMarked;
