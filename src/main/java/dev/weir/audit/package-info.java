/**
 * Who did what, when and from where: one line of JSON for each request that changes something, is
 * refused, logs somebody in or takes a backup, in the form of audit.k8s.io/v1 at level Metadata. No
 * bodies, no queries, no tokens. Other reads that are allowed are left out.
 */
@NullMarked
package dev.weir.audit;

import org.jspecify.annotations.NullMarked;
