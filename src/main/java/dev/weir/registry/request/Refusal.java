package dev.weir.registry.request;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An error on its way to the client. */
public final class Refusal extends RuntimeException {
  private final RegistryErrors code;
  private final int status;
  private final transient Optional<JsonNode> detail;
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  Refusal(RegistryErrors code, int status, String message, Optional<JsonNode> detail) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
    this.detail = detail;
  }

  /** Adds a response header that belongs to the refusal. */
  public Refusal header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public RegistryErrors code() {
    return code;
  }

  public int status() {
    return status;
  }

  public Optional<JsonNode> detail() {
    return detail;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
