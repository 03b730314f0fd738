/** Pure: trees to text. Tables, JSONPath templates, ages and sizes as kubectl and oc show them. */
@NullMarked
package dev.weir.cli.output;

import org.jspecify.annotations.NullMarked;
