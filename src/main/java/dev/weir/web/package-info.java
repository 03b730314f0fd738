/**
 * What pages for people are made of, whichever door shows them: HTML that escapes by itself, forms
 * and the proof that they are ours, cookies.
 */
@NullMarked
package dev.weir.web;

import org.jspecify.annotations.NullMarked;
