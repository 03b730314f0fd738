package dev.weir.server.report;

import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** How the server is, for those who may ask for the path, as for {@code /metrics}. */
public final class StatusPage implements Door {
  /** Where it stands. */
  public static final String PATH = "/status/server";

  private final Supplier<Report> report;

  public StatusPage(Supplier<Report> report) {
    this.report = report;
  }

  /** What the page says now. */
  public ObjectNode told() {
    return ReportText.write(report.get());
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    byte[] page = Json.bytes(told());
    exchange.status(200);
    exchange.send("application/json", page);
  }
}
