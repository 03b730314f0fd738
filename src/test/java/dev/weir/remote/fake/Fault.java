package dev.weir.remote.fake;

/** A way to misbehave, for the next few requests whose {@code METHOD /path} has a text in it. */
public sealed interface Fault {
  /** Ends the connection without an answer. */
  record Drop() implements Fault {}

  /** Announces the whole body and ends after half of it. */
  record Truncate() implements Fault {}

  /** Sends other bytes of the same length. */
  record Corrupt() implements Fault {}

  /** Answers with this status and error code. */
  record Status(int status, String code) implements Fault {}

  /** Redirects there. */
  record Redirect(int status, String location) implements Fault {}

  /** Answers with a page to log in, as portals do. */
  record Page() implements Fault {}

  /** Answers with this JSON, whatever was asked for. */
  record Document(String json) implements Fault {}

  /** Answers 404 as a website would, without the registry's header. */
  record NotARegistry() implements Fault {}

  /** Sends nothing until the registry is closed. */
  record Hang() implements Fault {}
}
