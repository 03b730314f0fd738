package dev.weir.console.visit;

import dev.weir.audit.AuditNote;
import dev.weir.client.Resources;
import dev.weir.http.Exchange;
import dev.weir.web.Form;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/** One request for a page. Used by one thread. */
public final class Visit {
  private final Exchange exchange;
  private final Viewer viewer;
  private final List<String> names;
  private final Form form;
  private final Tools tools;
  private final String nonce;
  private final long revision;

  /**
   * What pages are shown with.
   *
   * @param revision of all that is stored
   */
  public record Tools(Templates templates, LongSupplier revision) {}

  /**
   * A visit.
   *
   * @param names what stands in the address where the page's own has braces, decoded
   * @param form what was posted, which is proven to come from a page of ours; without fields for
   *     other methods
   */
  public Visit(Exchange exchange, Viewer viewer, List<String> names, Form form, Tools tools) {
    this.exchange = exchange;
    this.viewer = viewer;
    this.names = List.copyOf(names);
    this.form = form;
    this.tools = tools;
    this.nonce = tools.templates().nonce();
    this.revision = tools.revision().getAsLong();
  }

  public Exchange exchange() {
    return exchange;
  }

  public Viewer viewer() {
    return viewer;
  }

  /** All objects, with the rights of who looks. */
  public Resources objects() {
    return new NotedResources(viewer.objects(), AuditNote.of(exchange.request()));
  }

  /** What stands in the address at the given pair of braces, from 0. */
  public String name(int at) {
    return names.get(at);
  }

  /** What the address says after the question mark; empty if it does not. */
  public String query(String name) {
    return exchange.query(name).strip();
  }

  /** A number that the address says after the question mark, at least 1; 1 if it says none. */
  public int page() {
    String text = query("page");
    return text.matches("[0-9]{1,6}") ? Math.max(1, Integer.parseInt(text)) : 1;
  }

  /** The same of so many things, of which a page shows so many: none is behind the last one. */
  public int page(int found, int most) {
    return Math.clamp(page(), 1, Math.max(1, Math.ceilDiv(found, most)));
  }

  /** What was stored when the page was asked for: it shows that, and maybe more. */
  public long revision() {
    return revision;
  }

  public boolean isPost() {
    return exchange.method().equals("POST");
  }

  /** A field of the form that was posted; empty if it is not there. */
  public String field(String name) {
    return form.get(name).strip();
  }

  /** The address of the page with its query. */
  public String path() {
    String asked = exchange.request().getHttpURI().getPathQuery();
    return asked == null ? exchange.rawPath() : asked;
  }

  /** What is around the page. */
  public Shell shell(String title, Section section, Crumb... crumbs) {
    return live(title, section, "", crumbs);
  }

  /**
   * What is around a page that shows changes.
   *
   * @param live address whose events tell of them
   */
  public Shell live(String title, Section section, String live, Crumb... crumbs) {
    String user = viewer.user().isAnonymous() ? "" : viewer.user().name();
    return new Shell(
        title,
        section,
        user,
        BrowserSecret.of(exchange).form(user),
        nonce,
        Theme.of(exchange),
        List.of(crumbs),
        path(),
        live);
  }

  /** Shows a page, of which the model has the {@link #shell}. */
  public void show(String template, Object model) throws IOException {
    show(200, template, model);
  }

  /** As {@link #show(String, Object)}, with a status. */
  public void show(int status, String template, Object model) throws IOException {
    tools.templates().send(exchange, status, template, model, nonce);
  }

  /** Lets the browser get another page of ours: after a form, what became of it. */
  public void go(String path) throws IOException {
    exchange.status(303).setHeader("Location", path);
    Templates.plain(exchange, "");
  }
}
