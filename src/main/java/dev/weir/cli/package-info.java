/**
 * The command line. One call runs one verb: {@link dev.weir.cli.Cli} finds the verb, builds only
 * that verb's model and hands it a {@link dev.weir.cli.call.Call}.
 *
 * <pre>
 *   call      what a call got (arguments, context) and how it ends
 *   cluster   what a verb talks to: kubeconfig, server, kinds
 *   output    pure: tables, JSONPath, YAML, ages, sizes
 *   describe  pure: objects as text for people
 *   image, object, project   the verbs
 * </pre>
 */
@NullMarked
package dev.weir.cli;

import org.jspecify.annotations.NullMarked;
