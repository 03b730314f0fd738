/**
 * How much there may be in a namespace (image-api.md 8).
 *
 * <pre>
 *   LimitRange     → LimitRanges               the smallest maximum of each resource; streams and
 *                                              images are held to it in {@code streams}
 *   ResourceQuota  → Quotas → QuotaCharge      what a namespace may hold, and its pods and claims
 *                                              may take
 * </pre>
 *
 * Everything is checked where a transaction is put together, so no way in goes around it; quotas
 * are charged in that transaction.
 */
@NullMarked
package dev.weir.platform.limit;

import org.jspecify.annotations.NullMarked;
