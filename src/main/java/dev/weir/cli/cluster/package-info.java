/** What a verb talks to: the kubeconfig's choice, the server behind it, and the kinds it has. */
@NullMarked
package dev.weir.cli.cluster;

import org.jspecify.annotations.NullMarked;
