package dev.weir.server.report;

import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.function.Supplier;

/** How the server is, for those who may ask for the path, as for {@code /metrics}. */
public final class StatusPage implements Door {
  /** Where it stands. */
  public static final String PATH = "/status/server";

  private final Supplier<Report> report;

  public StatusPage(Supplier<Report> report) {
    this.report = report;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    byte[] page = Json.bytes(ReportText.write(report.get()));
    exchange.status(200);
    exchange.send("application/json", page);
  }
}
