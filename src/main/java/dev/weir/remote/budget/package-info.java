/**
 * What other registries bear of us: {@link dev.weir.remote.budget.Budgets} has one budget for each
 * host and login, whoever asks. It says when the host may be asked again, and how many may ask at
 * once. Knows no registry and sends nothing.
 */
@NullMarked
package dev.weir.remote.budget;

import org.jspecify.annotations.NullMarked;
