/**
 * How much there may be: limits for one stream or image, quotas for a namespace, and the registries
 * that streams may point at (image-api.md 8).
 *
 * <pre>
 *   LimitRange     → LimitRanges → StreamLimits (pure)       one stream, one image
 *   ResourceQuota  → Quotas      → QuotaCharge               what a namespace may hold, and
 *                                                            its pods and claims may take
 *   configuration  → AllowedRegistries (pure)                where images may come from
 * </pre>
 *
 * Everything is checked where a transaction is put together, so no way in goes around it; quotas
 * are charged in that transaction.
 */
@NullMarked
package dev.weir.platform.limit;

import org.jspecify.annotations.NullMarked;
