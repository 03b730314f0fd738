package dev.weir.objects.meta;

import dev.weir.resource.FieldProblem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a name must look like (Kubernetes, "Object names and IDs"). */
public enum NameRule {
  /** Lower case RFC 1123 label, at most 63 characters. */
  LABEL(
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?"),
      63,
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"),
  /** Lower case RFC 1123 subdomain, at most 253 characters. */
  SUBDOMAIN(
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"),
      253,
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"),
  /** Lower case RFC 1035 label, at most 63 characters: the name of a service. */
  DNS_1035(
      Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?"),
      63,
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
          + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
          + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"),
  /** Anything that can stand in a path, and in a key of the store. */
  PATH_SEGMENT(
      Pattern.compile("(?!\\.{1,2}$)[^/%\\p{Cntrl}\\x{80}-\\x{9f}\\x{d800}-\\x{10ffff}]+"),
      253,
      "may not be '.' or '..', nor contain '/', '%', control characters or characters from U+D800"
          + " on");

  private final Pattern grammar;
  private final int maxLength;
  private final String sentence;

  NameRule(Pattern grammar, int maxLength, String sentence) {
    this.grammar = grammar;
    this.maxLength = maxLength;
    this.sentence = sentence;
  }

  /** The problem with a name, if there is one. */
  public List<FieldProblem> check(String field, String name) {
    return problem(name).map(p -> List.of(FieldProblem.invalid(field, name, p))).orElse(List.of());
  }

  private Optional<String> problem(String name) {
    if (name.length() > maxLength) {
      return Optional.of("must be no more than " + maxLength + " characters");
    }
    return grammar.matcher(name).matches() ? Optional.empty() : Optional.of(sentence);
  }
}
