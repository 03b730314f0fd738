/**
 * Imports: looks at images where they are and brings them into streams (image-api.md 5).
 *
 * <pre>
 *   ImportJob    what is Wanted          ┐
 *   StreamImports.look → ImportSearch    │ the own store, or
 *       → Importer → Fetched             │ other registries with the namespace's logins
 *   Findings     what was Looked at      ┘ each Wanted with what was found
 *   StreamImports.apply → ImportWrites     images stored, tags written
 * </pre>
 *
 * To look stores nothing, and one item's failure, an {@code ImportFailure}, is that item's outcome.
 */
@NullMarked
package dev.weir.importing;

import org.jspecify.annotations.NullMarked;
