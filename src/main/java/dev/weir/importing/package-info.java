/**
 * Imports: looks at images where they are and brings them into streams (image-api.md 5).
 *
 * <pre>
 *   ImportJob    what is Wanted          ┐
 *   StreamImports.look → ImportSearch    │ the own store, or
 *       → Importer → Fetched             │ other registries with the namespace's logins;
 *           ImportRun → KeptImages       │ each image is stored as soon as it has come
 *   Findings     what was Looked at      ┘ each Wanted with what was found
 *   StreamImports.apply → ImportWrites     tags written, at once
 * </pre>
 *
 * One item's failure, an {@code ImportFailure}, is that item's outcome. What is stored of an import
 * that ends early are whole images that no stream has: a new try finds them, or pruning does.
 */
@NullMarked
package dev.weir.importing;

import org.jspecify.annotations.NullMarked;
