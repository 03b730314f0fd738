package dev.weir.client.http;

import dev.weir.resource.Json;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** One request; the body is not copied. */
public final class ApiRequest {
  private static final byte[] NO_BODY = {};
  public static final String JSON = "application/json";

  private final String method;
  private final String target;
  private final String accept;
  private final String contentType;
  private final byte[] body;
  private final String moreHeaders;

  private ApiRequest(String method, String target, String accept, String contentType, byte[] body) {
    this(method, target, accept, contentType, body, "");
  }

  private ApiRequest(
      String method,
      String target,
      String accept,
      String contentType,
      byte[] body,
      String moreHeaders) {
    this.moreHeaders = moreHeaders;
    this.method = method;
    this.target = target;
    this.accept = accept;
    this.contentType = contentType;
    this.body = body;
  }

  /**
   * Asks for JSON.
   *
   * @param target path and query, escaped
   */
  public static ApiRequest get(String target) {
    return new ApiRequest("GET", target, JSON, "", NO_BODY);
  }

  /** Sends JSON and asks for JSON. */
  public static ApiRequest of(String method, String target, byte[] json) {
    return new ApiRequest(method, target, JSON, JSON, json);
  }

  public ApiRequest accepting(String types) {
    return new ApiRequest(method, target, types, contentType, body, moreHeaders);
  }

  public ApiRequest ofType(String type) {
    return new ApiRequest(method, target, accept, type, body, moreHeaders);
  }

  /** The same with another header; name and value are plain words of the program's own. */
  public ApiRequest with(String header, String value) {
    String line = header + ": " + value + "\r\n";
    return new ApiRequest(method, target, accept, contentType, body, moreHeaders + line);
  }

  /** Lines, each with its end. */
  String moreHeaders() {
    return moreHeaders;
  }

  public String method() {
    return method;
  }

  /** Path and query, escaped. */
  public String target() {
    return target;
  }

  public String accept() {
    return accept;
  }

  /** Empty if there is no body. */
  public String contentType() {
    return contentType;
  }

  public byte[] body() {
    return body;
  }

  /**
   * The JSON that it was answered with.
   *
   * @throws IOException if it is something else
   */
  public ObjectNode read(byte[] answer) throws IOException {
    try {
      return Json.parseObject(answer);
    } catch (IllegalArgumentException | JacksonException _) {
      throw new IOException("the server answered " + this + " with something that is no JSON");
    }
  }

  /** True if sending it twice does no harm. */
  boolean isRepeatable() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** Never shows the body: it may hold a secret. */
  @Override
  public String toString() {
    return method + " " + target;
  }
}
