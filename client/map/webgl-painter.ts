/** Schools as WebGL2 points: positions are sent once, colours as one byte a school, rewritten in place. */
import { rgbOf } from './colours.ts';
import { LAYERS, type Painter, type Points, type Scene } from './painter.ts';

const VERTEX = `#version 300 es
in vec2 position; in float size; in float colour;
uniform vec3 view; uniform vec2 canvas; uniform float radius; uniform vec4 palette[16];
out vec3 ink; out float reach;
void main() {
  vec4 entry = palette[int(colour)];
  vec2 pixel = position * view.x + view.yz;
  gl_Position = vec4(pixel / canvas * vec2(2, -2) + vec2(-1, 1), entry.a, 1);
  reach = radius * size;
  gl_PointSize = 2.0 * reach + 2.0;
  ink = entry.rgb;
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec3 ink; in float reach;
out vec4 fragment;
void main() {
  float away = length(gl_PointCoord - 0.5) * (2.0 * reach + 2.0);
  float cover = clamp(reach + 0.5 - away, 0.0, 1.0);
  if (cover < 0.05) discard;
  fragment = vec4(ink * cover, cover);
}`;

function compile(gl: WebGL2RenderingContext, type: number, source: string): WebGLShader {
  const shader = gl.createShader(type);
  if (!shader) throw new Error('no shader');
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, FRAGMENT));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS))
    throw new Error(gl.getProgramInfoLog(program) ?? 'link');
  return program;
}

function attribute(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  name: string,
  width: number,
  type: number,
) {
  const buffer = gl.createBuffer();
  const at = gl.getAttribLocation(program, name);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.enableVertexAttribArray(at);
  gl.vertexAttribPointer(at, width, type, false, 0, 0);
  return buffer;
}

/** Red, green, blue (0 to 1) and depth by class: the nearest is the layer laid down last. */
function paletteOf(palette: readonly string[]): Float32Array {
  const values = new Float32Array(64);
  for (const [value, hex] of palette.entries()) {
    const layer = LAYERS.findIndex((classes) => classes.includes(value));
    values.set([...rgbOf(hex).map((part) => part / 255), 0.9 - layer * 0.15], value * 4);
  }
  return values;
}

function interleave({ x, y }: Points): Float32Array {
  const flat = new Float32Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    flat[2 * i] = Number.isNaN(x[i]) ? -1e7 : x[i];
    flat[2 * i + 1] = Number.isNaN(y[i]) ? -1e7 : y[i];
  }
  return flat;
}

/** Asked of another canvas: one that has given a WebGL context gives no other. */
function hasGraphicsCard(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  if (!gl || !names) return gl !== null;
  const renderer = String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|software|basic render/i.test(renderer);
}

/** Null where the browser has no graphics card to give: the pixel painter is then the faster one. */
export function createWebglPainter(canvas: HTMLCanvasElement): Painter | null {
  if (!hasGraphicsCard()) return null;
  const gl = canvas.getContext('webgl2', { antialias: false });
  if (!gl) return null;
  const program = link(gl);
  const positions = attribute(gl, program, 'position', 2, gl.FLOAT);
  const sizes = attribute(gl, program, 'size', 1, gl.FLOAT);
  const colours = attribute(gl, program, 'colour', 1, gl.UNSIGNED_BYTE);
  const uniform = (name: string) => gl.getUniformLocation(program, name);
  const at = {
    view: uniform('view'),
    canvas: uniform('canvas'),
    radius: uniform('radius'),
    palette: uniform('palette'),
  };
  let sent: Points | null = null;

  function send(points: Points): void {
    if (!gl) return;
    if (sent === points) {
      gl.bindBuffer(gl.ARRAY_BUFFER, colours);
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, points.colour);
      return;
    }
    sent = points;
    for (const [buffer, data] of [
      [positions, interleave(points)],
      [sizes, points.size],
      [colours, points.colour],
    ] as const) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
    }
  }

  return {
    draw({ points, transform, radius, width, height, density, palette }: Scene) {
      const [wide, high] = [Math.round(width * density), Math.round(height * density)];
      if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
      gl.viewport(0, 0, wide, high);
      gl.useProgram(program);
      send(points);
      gl.uniform3f(at.view, transform.k * density, transform.x * density, transform.y * density);
      gl.uniform2f(at.canvas, wide, high);
      gl.uniform1f(at.radius, radius * density);
      gl.uniform4fv(at.palette, paletteOf(palette));
      gl.enable(gl.DEPTH_TEST);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.drawArrays(gl.POINTS, 0, points.x.length);
    },
    destroy() {
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}
