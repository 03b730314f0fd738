/**
 * Pruning carried out: what a plan of {@link dev.weir.prune} is made of is read through the API,
 * and each thing of it goes by the API and the registry. The command and the schedule of a server
 * do so alike; they differ in whose {@link dev.weir.client.Resources} and {@link
 * dev.weir.pruning.RegistryDeletes} they have.
 */
@NullMarked
package dev.weir.pruning;

import org.jspecify.annotations.NullMarked;
