/**
 * Runs the product's scripts, the very text that Redis runs, in a Lua machine of its own (fengari, Lua 5.3). What of
 * 5.1 they use and 5.3 names otherwise is put in place; `scripts.test.ts` holds model and machine against a real Redis.
 */

import { createHash } from 'node:crypto';
import { type LuaState, lauxlib, lua, lualib, to_luastring } from 'fengari';
import { pushsvalue2s } from 'fengari/src/lobject.js';
import { luaS_bless } from 'fengari/src/lstring.js';
import { CommandFailed, type Reply, ReplyError, Status } from './values.ts';

/** Runs one command of a script. */
export type Call = (args: Buffer[]) => Reply;

const field = {
  err: to_luastring('err'),
  ok: to_luastring('ok'),
  keys: to_luastring('KEYS'),
  argv: to_luastring('ARGV'),
};

export class LuaMachine {
  readonly #state: LuaState;
  readonly #compiled = new Map<string, number>();
  #call: Call = () => null;
  /** What `call` threw that is no answer: it goes past the script. */
  #thrown: unknown;

  constructor() {
    const L = lauxlib.luaL_newstate();
    lualib.luaL_openlibs(L);
    this.#state = L;
    this.#load('unpack = table.unpack');
    lua.lua_pcall(L, 0, 0, 0);
    lua.lua_createtable(L, 0, 2);
    lua.lua_pushcfunction(L, (state) => this.#redisCall(state));
    lua.lua_setfield(L, -2, to_luastring('call'));
    lua.lua_pushcfunction(L, sha1hex);
    lua.lua_setfield(L, -2, to_luastring('sha1hex'));
    lua.lua_setglobal(L, to_luastring('redis'));
  }

  /** Runs a script; `call` runs its commands. Throws CommandFailed with the script's error. */
  run(script: string, keys: readonly Buffer[], argv: readonly Buffer[], call: Call): Reply {
    const L = this.#state;
    this.#call = call;
    this.#thrown = undefined;
    this.#pushAll(field.keys, keys);
    this.#pushAll(field.argv, argv);
    lua.lua_rawgeti(L, lua.LUA_REGISTRYINDEX, this.#reference(script));
    const failed = lua.lua_pcall(L, 0, 1, 0) !== 0;
    const message = failed ? lua.lua_tojsstring(L, -1) : '';
    const reply = failed ? null : toReply(L, -1);
    lua.lua_settop(L, 0);
    if (this.#thrown !== undefined) throw this.#thrown;
    if (failed) throw new CommandFailed(message.replace(/^.*?: (?=[A-Z]+ )/, ''));
    return reply;
  }

  #reference(script: string): number {
    const known = this.#compiled.get(script);
    if (known !== undefined) return known;
    this.#load(script);
    const reference = lauxlib.luaL_ref(this.#state, lua.LUA_REGISTRYINDEX);
    this.#compiled.set(script, reference);
    return reference;
  }

  #load(script: string): void {
    const code = to_luastring(script);
    if (lauxlib.luaL_loadbuffer(this.#state, code, code.length, to_luastring('@user_script')) !== 0)
      throw new Error(`a script does not compile: ${lua.lua_tojsstring(this.#state, -1)}`);
  }

  #pushAll(name: Uint8Array, values: readonly Buffer[]): void {
    const L = this.#state;
    lua.lua_createtable(L, values.length, 0);
    values.forEach((value, i) => {
      pushBytes(L, value);
      lua.lua_rawseti(L, -2, i + 1);
    });
    lua.lua_setglobal(L, name);
  }

  #redisCall(L: LuaState): number {
    const args: Buffer[] = [];
    for (let i = 1; i <= lua.lua_gettop(L); i++) args.push(toBytes(L, i));
    let reply: Reply;
    try {
      reply = this.#call(args);
    } catch (error) {
      if (!(error instanceof CommandFailed)) this.#thrown = error;
      reply = new ReplyError(error instanceof Error ? error.message : 'thrown');
    }
    if (reply instanceof ReplyError) return lauxlib.luaL_error(L, to_luastring(reply.message));
    push(L, reply);
    return 1;
  }
}

/** A string as it is: `lua_pushlstring` would copy it byte by byte. Nobody writes into what the model holds. */
function pushBytes(L: LuaState, bytes: Uint8Array): void {
  pushsvalue2s(L, luaS_bless(L, bytes));
}

function sha1hex(L: LuaState): number {
  pushBytes(L, to_luastring(createHash('sha1').update(toBytes(L, 1)).digest('hex')));
  return 1;
}

function toBytes(L: LuaState, index: number): Buffer {
  const bytes = lua.lua_tostring(L, index);
  if (bytes === null)
    throw new CommandFailed('ERR Lua redis lib command arguments must be strings or integers');
  return Buffer.from(bytes);
}

/** Redis' rules: null is false, a status a table with `ok`. */
function push(L: LuaState, reply: Exclude<Reply, ReplyError>): void {
  if (reply === null) lua.lua_pushboolean(L, false);
  else if (typeof reply === 'number') lua.lua_pushinteger(L, reply);
  else if (Buffer.isBuffer(reply)) pushBytes(L, reply);
  else if (reply instanceof Status) {
    lua.lua_createtable(L, 0, 1);
    pushBytes(L, to_luastring(reply.text));
    lua.lua_setfield(L, -2, field.ok);
  } else if (Array.isArray(reply)) {
    lua.lua_createtable(L, reply.length, 0);
    reply.forEach((value, i) => {
      push(L, value as Exclude<Reply, ReplyError>);
      lua.lua_rawseti(L, -2, i + 1);
    });
  }
}

/** Redis' rules backwards: numbers are cut to integers, false and nil are null, a table ends at its first nil. */
function toReply(L: LuaState, index: number): Reply {
  const type = lua.lua_type(L, index);
  if (type === lua.LUA_TSTRING) return Buffer.from(lua.lua_tostring(L, index)!);
  if (type === lua.LUA_TNUMBER) return Math.trunc(lua.lua_tonumber(L, index));
  if (type === lua.LUA_TBOOLEAN) return lua.lua_toboolean(L, index) ? 1 : null;
  if (type !== lua.LUA_TTABLE) return null;
  lua.lua_getfield(L, index, field.ok);
  const isStatus = lua.lua_type(L, -1) === lua.LUA_TSTRING;
  const text = isStatus ? lua.lua_tojsstring(L, -1) : '';
  lua.lua_pop(L, 1);
  if (isStatus) return new Status(text);
  const values: Reply[] = [];
  for (let i = 1; ; i++) {
    lua.lua_rawgeti(L, index, i);
    const isEnd = lua.lua_isnil(L, -1);
    if (!isEnd) values.push(toReply(L, -1));
    lua.lua_pop(L, 1);
    if (isEnd) return values;
  }
}
